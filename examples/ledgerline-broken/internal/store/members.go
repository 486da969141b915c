package store

import (
	"context"
	"database/sql"
	"fmt"

	"example.com/ledgerline/internal/audit"
)

// Member is a person of an organization.
type Member struct {
	ID    string `json:"id"`
	Email string `json:"email"`
	Role  string `json:"role"`
}

// Members returns the people of the actor's organization.
func (s *Store) Members(ctx context.Context, a Actor) ([]Member, error) {
	var out []Member
	err := s.within(ctx, a.Organization, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `select id, email, role from members order by email`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var m Member
			if err := rows.Scan(&m.ID, &m.Email, &m.Role); err != nil {
				return err
			}
			out = append(out, m)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("list members: %w", err)
	}
	return out, nil
}

// InviteMember adds a person and returns their id.
func (s *Store) InviteMember(ctx context.Context, a Actor, email, role string) (string, error) {
	var id string
	err := s.within(ctx, a.Organization, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx,
			`insert into members (organization_id, email, role) values ($1, $2, $3) returning id`,
			a.Organization, email, role).Scan(&id)
		if err != nil {
			return err
		}
		return record(ctx, tx, a, audit.MemberInvited, id, map[string]string{"role": role})
	})
	if err != nil {
		return "", fmt.Errorf("invite member: %w", err)
	}
	return id, nil
}

// RemoveMember takes a person out of the organization and revokes their keys.
func (s *Store) RemoveMember(ctx context.Context, a Actor, id string) error {
	return s.within(ctx, a.Organization, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx,
			`update api_keys set revoked_at = now() where member_id = $1 and revoked_at is null`, id); err != nil {
			return fmt.Errorf("revoke keys: %w", err)
		}
		res, err := tx.ExecContext(ctx, `delete from members where id = $1`, id)
		if err != nil {
			return fmt.Errorf("remove member: %w", err)
		}
		if err := touched(res); err != nil {
			return err
		}
		return record(ctx, tx, a, audit.MemberRemoved, id, nil)
	})
}
