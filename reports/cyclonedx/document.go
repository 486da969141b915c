package cyclonedx

// The part of CycloneDX 1.6 that the inventory fills, in the order in which the
// fields are written. It is small enough that the structs stand here: a library
// would bring XML, protocol buffers and eight years of versions.

type document struct {
	Format       string        `json:"bomFormat"`
	Spec         string        `json:"specVersion"`
	Serial       string        `json:"serialNumber,omitempty"`
	Version      int           `json:"version"`
	Metadata     metadata      `json:"metadata"`
	Components   []*component  `json:"components"`
	Dependencies []dependency  `json:"dependencies"`
	Compositions []composition `json:"compositions"`
}

type metadata struct {
	Timestamp  string      `json:"timestamp,omitempty"`
	Lifecycles []lifecycle `json:"lifecycles"`
	Tools      tools       `json:"tools"`
	Component  *component  `json:"component"`
	Properties []property  `json:"properties,omitempty"`
}

type lifecycle struct {
	Phase string `json:"phase"`
}

type tools struct {
	Components []*component `json:"components"`
}

type component struct {
	Type       string     `json:"type"`
	Ref        string     `json:"bom-ref,omitempty"`
	Group      string     `json:"group,omitempty"`
	Name       string     `json:"name"`
	Version    string     `json:"version,omitempty"`
	Scope      string     `json:"scope,omitempty"`
	Hashes     []hash     `json:"hashes,omitempty"`
	Licenses   []licence  `json:"licenses,omitempty"`
	PURL       string     `json:"purl,omitempty"`
	Properties []property `json:"properties,omitempty"`
	Evidence   *evidence  `json:"evidence,omitempty"`
}

type hash struct {
	Alg     string `json:"alg"`
	Content string `json:"content"`
}

type licence struct {
	License licenceName `json:"license"`
}

type licenceName struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type evidence struct {
	Occurrences []occurrence `json:"occurrences"`
}

type occurrence struct {
	Location string `json:"location"`
	Line     int    `json:"line,omitempty"`
}

type dependency struct {
	Ref       string   `json:"ref"`
	DependsOn []string `json:"dependsOn,omitempty"`
}

type composition struct {
	Aggregate    string   `json:"aggregate"`
	Dependencies []string `json:"dependencies,omitempty"`
}
