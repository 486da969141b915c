// Package remote calls other services, and files.
package remote

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"os/exec"

	"connectrpc.com/connect"
	"google.golang.org/grpc"
)

type DeployServiceClient interface {
	CreateDeployment(ctx context.Context, in *int, opts ...grpc.CallOption) (*int, error)
	GetDeployment(ctx context.Context, in *int, opts ...grpc.CallOption) (*int, error)
}

type BillingServiceClient interface {
	Charge(context.Context, *connect.Request[int]) (*connect.Response[int], error)
	ListCharges(context.Context, *connect.Request[int]) (*connect.Response[int], error)
}

func rpc(ctx context.Context, d DeployServiceClient, b BillingServiceClient, cc grpc.ClientConnInterface) {
	d.CreateDeployment(ctx, nil) // want `mutation call "rpc DeployService.CreateDeployment" model=DeployService weak`
	d.GetDeployment(ctx, nil)
	b.Charge(ctx, nil) // want `mutation call "rpc BillingService.Charge" model=BillingService weak`
	b.ListCharges(ctx, nil)
	cc.Invoke(ctx, "/deploy.v1.DeployService/CreateDeployment", nil, nil) // want `mutation call "rpc deploy.v1.DeployService/CreateDeployment" weak`
	cc.Invoke(ctx, "/deploy.v1.DeployService/GetDeployment", nil, nil)
}

const api = "https://api.openai.com/v1/chat/completions"

func requests(ctx context.Context, c *http.Client, method, base string) {
	http.Post("https://hooks.example.com/x", "", nil) // want `mutation send "HTTP POST hooks.example.com" model=hooks.example.com weak`
	c.Get("https://example.com")
	http.NewRequestWithContext(ctx, http.MethodDelete, base, nil) // want `mutation send "HTTP DELETE" weak`
	http.NewRequest("GET", base+"/x", nil)
	http.NewRequest(method, "https://example.com/"+base, nil) // want `mutation send "HTTP request of a method that isn't constant example.com" model=example.com weak`
	http.NewRequest("POST", api, bytes.NewReader(nil))        // want `model  "HTTP request to api.openai.com" model=api.openai.com` `mutation send "HTTP POST api.openai.com" model=api.openai.com weak`
	c.Do(nil)
	http.Header{}.Get("x")
}

func files() {
	os.WriteFile("x", nil, 0o600) // want `mutation write "os.WriteFile" model=file`
	os.Remove("x")                // want `mutation delete "os.Remove" model=file`
	os.Rename("x", "y")           // want `mutation update "os.Rename" model=file`
	os.OpenFile("x", os.O_RDONLY, 0)
	os.OpenFile("x", os.O_CREATE|os.O_WRONLY, 0) // want `mutation write "os.OpenFile" model=file`
	os.CreateTemp("", "x")                       // want `mutation write "os.CreateTemp" model=file weak`
	os.ReadFile("x")
	os.TempDir()
	exec.Command("x").Run() // want `mutation call "exec.Cmd.Run" model=process weak`
}
