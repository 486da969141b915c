package cloudformation

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
)

// However many files are read at once, the facts come in the order of the files.
func TestOrder(t *testing.T) {
	files := map[string]string{"broken.yaml": "AWSTemplateFormatVersion: x\nResources: {a: [\n"}
	for i := range 20 {
		child := fmt.Sprintf("child%02d.yaml", i)
		files[child] = `Parameters: {Name: {Type: String}}
Resources:
  B: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref Name}}
  R:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
`
		files[fmt.Sprintf("parent%02d.yaml", i)] = fmt.Sprintf(`Resources:
  S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: %s, Parameters: {Name: b%d}}}
  Q: {Type: AWS::SQS::Queue}
`, child, i)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var want []candor.Fact
	for _, n := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(n)
		got := facts(t, files)
		if want == nil {
			want = got
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("with %d at once: %s", n, d)
		}
	}
	last := ""
	for _, f := range want {
		if f.At.Path < last {
			t.Fatalf("%s comes after %s", f.At.Path, last)
		}
		last = f.At.Path
	}
}

// A file that breaks the reader is a gap, and the others are read.
func TestReaderBreaks(t *testing.T) {
	r := &reading{} // the file has no tree: a look at it panics
	r.file(&collector.File{Path: "a.yaml"}, nil)
	if len(r.facts) == 0 || r.facts[0].State != candor.Error {
		t.Errorf("got %+v", r.facts)
	}
}
