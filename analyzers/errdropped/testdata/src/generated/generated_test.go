package generated

import "database/sql"

func drop2(db *sql.DB) {
	db.Exec("DELETE FROM deals")
}
