// Package entcalls has the shapes that ent and sqlboiler generate.
package entcalls

import "context"

type UserRoleMutation struct{}

type UserRoleCreate struct{ mutation *UserRoleMutation }

func (c *UserRoleCreate) Save(ctx context.Context) (*int, error) { return nil, nil }
func (c *UserRoleCreate) SaveX(ctx context.Context) *int         { return nil }

type UserRoleCreateBulk struct{ builders []*UserRoleCreate }

func (c *UserRoleCreateBulk) Exec(ctx context.Context) error { return nil }

type UserRoleDelete struct{ mutation *UserRoleMutation }

func (c *UserRoleDelete) Exec(ctx context.Context) (int, error) { return 0, nil }

type FileCreate struct{}

func (c *FileCreate) Exec(ctx context.Context) error { return nil }

func calls(ctx context.Context, c *UserRoleCreate, b *UserRoleCreateBulk, d *UserRoleDelete, f *FileCreate) {
	c.Save(ctx)  // want `mutation insert "INSERT user_roles" model=user_roles`
	c.SaveX(ctx) // want `mutation insert "INSERT user_roles" model=user_roles`
	b.Exec(ctx)  // want `mutation insert "INSERT user_roles" model=user_roles`
	d.Exec(ctx)  // want `mutation delete "DELETE user_roles" model=user_roles`
	f.Exec(ctx)
}
