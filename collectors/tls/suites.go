package tls

import (
	"bufio"
	_ "embed" // the table of suites
	"fmt"
	"slices"
	"strconv"
	"strings"
)

//go:embed suites.txt
var suiteTable string

// chunkSize is the most suites of one ClientHello: some servers fail with 128 or more.
const chunkSize = 120

// scsv says that renegotiation is secure; it is a signal and no suite.
const scsv = 0x00ff

// The classes of suites that are asked for on their own.
const (
	classNull      = "null"       // no encryption
	classAnon      = "anon"       // no authentication
	classExport    = "export"     // 40 or 56 bits on purpose
	classRC4       = "rc4"        //
	class3DES      = "3des"       // DES, 3DES and other ciphers with blocks of 64 bits
	classStaticRSA = "static_rsa" // no forward secrecy
	classCBC       = "cbc"        // CBC, authenticated before it is encrypted
)

func classes() []string {
	return []string{classNull, classAnon, classExport, classRC4, class3DES, classStaticRSA, classCBC}
}

// suite is one cipher suite.
type suite struct {
	id      uint16
	min     uint16 // the first version that may use it
	name    string // without "TLS_"
	classes []string
}

// suites is the table, the usual ones first, so that most servers answer the first hello.
type suites struct {
	list []suite
	byID map[uint16]suite
}

func loadSuites() (*suites, error) {
	t := &suites{byID: make(map[uint16]suite)}
	sc := bufio.NewScanner(strings.NewReader(suiteTable))
	for sc.Scan() {
		if strings.HasPrefix(sc.Text(), "#") {
			continue
		}
		f := strings.Fields(sc.Text())
		if len(f) != 3 {
			return nil, fmt.Errorf("the table of suites: %q", sc.Text())
		}
		id, err := strconv.ParseUint(f[0], 16, 16)
		min, ok := map[string]uint16{"ssl3": ssl30, "1.2": tls12, "1.3": tls13}[f[1]]
		if err != nil || !ok {
			return nil, fmt.Errorf("the table of suites: %q", sc.Text())
		}
		s := suite{id: uint16(id), min: min, name: f[2], classes: classesOf(f[2])}
		t.list = append(t.list, s)
		t.byID[s.id] = s
	}
	slices.SortStableFunc(t.list, func(a, b suite) int { return rank(a.name) - rank(b.name) })
	return t, nil
}

// rank orders suites by how usual they are.
func rank(name string) int {
	usual := false
	for _, kx := range []string{"ECDHE_RSA_WITH_", "ECDHE_ECDSA_WITH_", "DHE_RSA_WITH_", "RSA_WITH_"} {
		usual = usual || strings.HasPrefix(name, kx)
	}
	modern := strings.Contains(name, "_AES_") || strings.Contains(name, "CHACHA20")
	switch {
	case usual && modern && strings.HasPrefix(name, "ECDHE_"):
		return 0
	case usual && modern:
		return 1
	case usual:
		return 2
	case strings.HasPrefix(name, "KRB5"), strings.HasPrefix(name, "SRP"), strings.Contains(name, "PSK"):
		return rare
	}
	return 3
}

// rare is the rank of suites that need a secret or a ticket shared before.
const rare = 4

func classesOf(name string) []string {
	var out []string
	has := func(class string, marks ...string) {
		for _, m := range marks {
			if strings.Contains(name, m) {
				out = append(out, class)
				return
			}
		}
	}
	has(classNull, "_WITH_NULL_")
	has(classAnon, "_anon_")
	has(classExport, "EXPORT")
	has(classRC4, "_RC4_")
	has(class3DES, "_DES_", "_DES40_", "_3DES_", "_RC2_", "_IDEA_", "_28147_")
	if strings.HasPrefix(name, "RSA_") && !strings.HasPrefix(name, "RSA_PSK") {
		out = append(out, classStaticRSA)
	}
	has(classCBC, "_CBC_")
	return out
}

// text is the suite for people: "TLS_RSA_WITH_NULL_MD5 (0x0001)".
func (t *suites) text(id uint16) string {
	if s, ok := t.byID[id]; ok {
		return fmt.Sprintf("TLS_%s (0x%04x)", s.name, id)
	}
	return fmt.Sprintf("0x%04x", id)
}

// usable gives the suites that a version may use and that are wanted.
func (t *suites) usable(version uint16, want func(suite) bool) []uint16 {
	var out []uint16
	for _, s := range t.list {
		if s.fits(version) && want(s) {
			out = append(out, s.id)
		}
	}
	return out
}

// fits reports a suite that the version may use.
func (s suite) fits(version uint16) bool {
	return (s.min == tls13) == (version == tls13) && s.min <= version
}

// chunks parts ids into lists of at most n suites, the signal counted.
func chunks(ids []uint16, n int) [][]uint16 { return slices.Collect(slices.Chunk(ids, n-1)) }

// dhe reports an ephemeral exchange over a finite field, whose size the server chooses.
func (s suite) dhe() bool {
	return strings.HasPrefix(s.name, "DHE_") || strings.HasPrefix(s.name, "DH_anon")
}
