package sinks

import (
	"go/types"
	"strings"

	"github.com/candor-dev/candor/internal/gosymbol"
)

// harmlessRoots are modules that change nothing outside the program: they log,
// parse, encode, route, measure, test. What they are given to call back is the
// caller's code and is followed there.
var harmlessRoots = set(`
	go.uber.org/zap go.uber.org/atomic go.uber.org/multierr go.uber.org/goleak go.uber.org/automaxprocs go.uber.org/fx go.uber.org/dig
	github.com/sirupsen/logrus github.com/rs/zerolog github.com/go-logr/logr github.com/go-logr/zapr github.com/go-kit/log github.com/go-kit/kit
	github.com/golang/glog k8s.io/klog github.com/charmbracelet/log github.com/apex/log github.com/hashicorp/go-hclog github.com/inconshreveable/log15
	code.cloudfoundry.org/lager github.com/mattn/go-colorable github.com/mattn/go-isatty github.com/mattermost/logr github.com/lmittmann/tint
	github.com/google/uuid github.com/gofrs/uuid github.com/satori/go.uuid github.com/pborman/uuid github.com/nu7hatch/gouuid github.com/oklog/ulid github.com/rs/xid github.com/segmentio/ksuid
	github.com/lithammer/shortuuid github.com/matoous/go-nanoid github.com/teris-io/shortid
	github.com/pkg/errors github.com/hashicorp/go-multierror github.com/cockroachdb/errors github.com/samber/oops github.com/go-errors/errors emperror.dev/errors github.com/mitchellh/go-wordwrap
	github.com/spf13/cobra github.com/spf13/pflag github.com/spf13/viper github.com/spf13/cast github.com/urfave/cli github.com/alecthomas/kong github.com/jessevdk/go-flags
	github.com/kelseyhightower/envconfig github.com/caarlos0/env github.com/knadh/koanf github.com/joho/godotenv github.com/mitchellh/mapstructure github.com/go-viper/mapstructure
	gopkg.in/yaml sigs.k8s.io/yaml github.com/ghodss/yaml github.com/goccy/go-yaml go.yaml.in/yaml github.com/BurntSushi/toml github.com/pelletier/go-toml gopkg.in/ini
	github.com/json-iterator/go github.com/goccy/go-json github.com/mailru/easyjson github.com/tidwall/gjson github.com/tidwall/sjson github.com/bytedance/sonic github.com/buger/jsonparser github.com/xeipuu/gojsonschema github.com/santhosh-tekuri/jsonschema
	github.com/vmihailenco/msgpack github.com/ugorji/go github.com/fxamacker/cbor google.golang.org/protobuf github.com/golang/protobuf github.com/gogo/protobuf github.com/linkedin/goavro
	github.com/go-chi/chi github.com/go-chi/render github.com/go-chi/cors github.com/gorilla/mux github.com/gorilla/handlers github.com/gorilla/schema github.com/gorilla/csrf github.com/gorilla/websocket github.com/julienschmidt/httprouter
	github.com/labstack/echo github.com/valyala/fasttemplate github.com/justinas/alice github.com/rs/cors github.com/tedsuo/rata github.com/unrolled/secure github.com/NYTimes/gziphandler github.com/felixge/httpsnoop github.com/go-openapi/runtime
	github.com/go-openapi/strfmt github.com/go-openapi/swag github.com/go-openapi/validate github.com/go-openapi/errors github.com/go-openapi/loads github.com/swaggo/swag github.com/getkin/kin-openapi
	github.com/go-playground/validator github.com/go-ozzo/ozzo-validation github.com/asaskevich/govalidator github.com/invopop/validation
	github.com/golang-jwt/jwt github.com/dgrijalva/jwt-go github.com/go-jose/go-jose gopkg.in/square/go-jose github.com/lestrrat-go/jwx github.com/pquerna/otp github.com/alexedwards/argon2id
	golang.org/x/crypto golang.org/x/text golang.org/x/sync golang.org/x/time golang.org/x/exp golang.org/x/mod golang.org/x/image golang.org/x/term golang.org/x/tools
	github.com/prometheus/client_golang github.com/prometheus/common go.opentelemetry.io/otel go.opentelemetry.io/contrib go.opencensus.io/stats go.opencensus.io/trace github.com/opentracing/opentracing-go github.com/uber/jaeger-client-go github.com/armon/go-metrics github.com/hashicorp/go-metrics
	github.com/stretchr/testify github.com/onsi/gomega github.com/onsi/ginkgo github.com/google/go-cmp github.com/golang/mock go.uber.org/mock github.com/davecgh/go-spew github.com/kr/pretty github.com/maxbrunsfeld/counterfeiter
	github.com/shopspring/decimal github.com/ericlagergren/decimal github.com/cockroachdb/apd github.com/dustin/go-humanize github.com/samber/lo github.com/thoas/go-funk github.com/jinzhu/copier github.com/jinzhu/inflection github.com/iancoleman/strcase github.com/gertd/go-pluralize
	github.com/Masterminds/semver github.com/blang/semver github.com/coreos/go-semver github.com/hashicorp/go-version github.com/Masterminds/sprig github.com/Masterminds/goutils github.com/hashicorp/go-uuid
	github.com/cespare/xxhash github.com/mitchellh/hashstructure github.com/zeebo/xxh3 github.com/klauspost/compress github.com/golang/snappy github.com/andybalholm/brotli github.com/pierrec/lz4 github.com/ulikunitz/xz
	github.com/cenkalti/backoff github.com/avast/retry-go github.com/sethvargo/go-retry github.com/jpillora/backoff github.com/sony/gobreaker github.com/benbjohnson/clock github.com/jonboulle/clockwork code.cloudfoundry.org/clock
	github.com/hashicorp/golang-lru github.com/patrickmn/go-cache github.com/dgraph-io/ristretto github.com/jellydator/ttlcache github.com/maypok86/otter github.com/bluele/gcache github.com/coocood/freecache
	github.com/yuin/goldmark github.com/microcosm-cc/bluemonday github.com/russross/blackfriday github.com/gomarkdown/markdown github.com/alecthomas/chroma github.com/PuerkitoBio/goquery github.com/gosimple/slug github.com/aymerick/raymond github.com/cbroglie/mustache github.com/flosch/pongo2 github.com/osteele/liquid
	github.com/google/cel-go github.com/expr-lang/expr github.com/antonmedv/expr github.com/open-policy-agent/opa cuelang.org/go github.com/robfig/cron github.com/fatih/color github.com/fatih/structs github.com/olekukonko/tablewriter github.com/google/btree github.com/google/wire
	github.com/lib/pq/oid github.com/jackc/pgtype github.com/jackc/pgerrcode github.com/jackc/pgio github.com/volatiletech/null gopkg.in/guregu/null github.com/guregu/null github.com/krolaw/zipstream github.com/disintegration/imaging github.com/nfnt/resize`)

// harmlessStandard are the packages of the standard library some of whose
// functions have an effect or call what isn't seen: those functions. Every
// other package of it is harmless.
var harmlessStandard = map[string]map[string]bool{
	"os":                  set("WriteFile Create OpenFile NewFile Mkdir MkdirAll MkdirTemp CreateTemp Symlink Link Chmod Chown Lchown Chtimes Truncate Rename Remove RemoveAll CopyFS StartProcess Write WriteString WriteAt ReadFrom Kill Signal"),
	"os/exec":             set("Run Start Output CombinedOutput"),
	"io/ioutil":           set("WriteFile TempFile TempDir"),
	"net/http":            set("Do Post PostForm RoundTrip ServeHTTP Serve ListenAndServe ListenAndServeTLS ServeTLS Next"),
	"net/rpc":             set("Call Go Register RegisterName"),
	"net/smtp":            set("SendMail Data Mail Rcpt"),
	"net":                 set("Write WriteTo WriteToUDP WriteMsgUDP"),
	"database/sql":        set("Exec ExecContext Query QueryContext QueryRow QueryRowContext Commit"),
	"reflect":             set("Call CallSlice"),
	"plugin":              set("Open Lookup"),
	"syscall":             set("Write Exec ForkExec StartProcess Unlink Rename Mkdir Rmdir Kill Syscall Syscall6 RawSyscall"),
	"log/syslog":          set(""),
	"database/sql/driver": set("Exec ExecContext Query QueryContext Commit"),
}

// Harmless reports whether calling a function changes nothing outside the
// program by itself: it is of the standard library or of a library that only
// logs, parses, encodes, routes or measures, or it is a function of a library
// whose writes this package knows and none of them. What it calls back is not
// asked here. False says nothing.
func (c *Classifier) Harmless(fn *types.Func) bool {
	if fn == nil {
		return false
	}
	if fn.Pkg() == nil {
		return true // error.Error
	}
	p := gosymbol.Path(fn.Pkg())
	root := rootOf(p)
	if standard(p) {
		return !harmlessStandard[p][fn.Name()]
	}
	if harmlessRoots[root] || strings.HasPrefix(p, "go.opentelemetry.io/") {
		return true
	}
	if _, ok := c.libs[root]; !ok || builderTypes[root] == nil && blindLibraries[root] {
		return false
	}
	return !c.mayWrite(root, fn)
}

// blindLibraries are those whose tables list too little to say that what they
// leave out is harmless.
var blindLibraries = set(`k8s.io/client-go github.com/Azure/azure-sdk-for-go github.com/hashicorp/vault github.com/hashicorp/consul
	go.temporal.io/sdk github.com/elastic/go-elasticsearch gocloud.dev
	cloud.google.com/go github.com/opensearch-project/opensearch-go github.com/olivere/elastic google.golang.org/grpc`)

// mayWrite reports whether some call of a known library's function is a write:
// one that depends on the text or the name that it is given.
func (c *Classifier) mayWrite(root string, fn *types.Func) bool {
	name := fn.Name()
	if names, ok := c.storeNames[root]; ok {
		return names[name]
	}
	if runOf(name) != noRun || runs[name] || gormVerbs[name] != "" || mongoVerbs[name] != "" || name == "SendBatch" || name == "CopyFrom" || name == "CopyIn" {
		return true
	}
	if strings.HasPrefix(root, "github.com/aws/") {
		return awsAccess("", name) != accessRead && fn.Signature().Params().Len() > 0
	}
	for _, w := range words(name)[:min(1, len(words(name)))] {
		switch w {
		case "insert", "create", "save", "update", "delete", "destroy", "upsert", "truncate", "drop", "write", "put", "set", "apply", "must", "sync":
			return true
		}
	}
	return false
}
