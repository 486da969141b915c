package secretsmanager

import "context"

type Client struct{}
type GetSecretValueInput struct{ SecretId *string }
type GetSecretValueOutput struct{ SecretString *string }

func (*Client) GetSecretValue(ctx context.Context, in *GetSecretValueInput, opts ...func()) (*GetSecretValueOutput, error) {
	return nil, nil
}
