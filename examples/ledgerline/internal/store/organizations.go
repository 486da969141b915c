package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"example.com/ledgerline/internal/audit"
)

// Organization is a customer.
type Organization struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Plan string `json:"plan"`
}

// Principal finds the actor behind an API key. The organization comes from the
// key itself and is believed only if it holds a live key with that digest.
func (s *Store) Principal(ctx context.Context, organization string, digest []byte) (Actor, error) {
	a := Actor{Organization: organization}
	err := s.within(ctx, organization, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx,
			`select id, role from api_keys where digest = $1 and revoked_at is null`, digest).Scan(&a.Key, &a.Role)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		return err
	})
	if err != nil {
		return Actor{}, fmt.Errorf("api key: %w", err)
	}
	return a, nil
}

// CreateOrganization makes a customer with its first admin key.
func (s *Store) CreateOrganization(ctx context.Context, id, name string, adminDigest []byte) error {
	return s.within(ctx, id, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx,
			`insert into organizations (organization_id, name) values ($1, $2)`, id, name); err != nil {
			return fmt.Errorf("create organization: %w", err)
		}
		if _, err := tx.ExecContext(ctx,
			`insert into api_keys (organization_id, role, digest) values ($1, 'admin', $2)`, id, adminDigest); err != nil {
			return fmt.Errorf("create admin key: %w", err)
		}
		return record(ctx, tx, Actor{Organization: id, Key: "system"}, audit.OrganizationCreated, id, nil)
	})
}

// Organization returns the actor's own organization.
func (s *Store) Organization(ctx context.Context, a Actor) (Organization, error) {
	var o Organization
	err := s.within(ctx, a.Organization, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `select organization_id, name, plan from organizations`).Scan(&o.ID, &o.Name, &o.Plan)
	})
	if err != nil {
		return Organization{}, fmt.Errorf("read organization: %w", err)
	}
	return o, nil
}

// RenameOrganization changes the name.
func (s *Store) RenameOrganization(ctx context.Context, a Actor, name string) error {
	return s.within(ctx, a.Organization, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `update organizations set name = $1`, name)
		if err != nil {
			return fmt.Errorf("rename organization: %w", err)
		}
		if err := touched(res); err != nil {
			return err
		}
		return record(ctx, tx, a, audit.OrganizationUpdated, a.Organization, map[string]string{"name": name})
	})
}
