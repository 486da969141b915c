//go:build pgx

package store

// The driver is behind a tag so that the code can be built and checked
// without fetching anything; the release image is built with it.
import _ "github.com/jackc/pgx/v5/stdlib"
