// Package audit writes the trail of who changed what. An event is written in
// the transaction of the change it speaks of, so there is never one without
// the other.
package audit

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// Action names what was done, as "thing.verb". The database holds the same list.
type Action string

// The actions that are recorded.
const (
	OrganizationCreated Action = "organization.created"
	OrganizationUpdated Action = "organization.updated"
	MemberInvited       Action = "member.invited"
	MemberRemoved       Action = "member.removed"
	InvoiceCreated      Action = "invoice.created"
	InvoiceMatched      Action = "invoice.matched"
	WebhookCreated      Action = "webhook.created"
	WebhookRotated      Action = "webhook.secret_rotated"
	WebhookTested       Action = "webhook.tested"
	WebhookDeleted      Action = "webhook.deleted"
	ExportRequested     Action = "export.requested"
)

// Event is one row of audit_events.
type Event struct {
	Organization string
	Actor        string // id of the API key, or "system"
	Action       Action
	Target       string            // id of what was changed
	Detail       map[string]string // never a secret, never a document's content
}

// Record writes the event within tx.
func Record(ctx context.Context, tx *sql.Tx, e Event) error {
	if e.Organization == "" || e.Actor == "" || e.Action == "" {
		return errors.New("audit event: organization, actor and action are required")
	}
	detail, err := json.Marshal(e.Detail)
	if err != nil {
		return fmt.Errorf("audit event %s: %w", e.Action, err)
	}
	_, err = tx.ExecContext(ctx,
		`insert into audit_events (organization_id, actor, action, target, detail) values ($1, $2, $3, $4, $5)`,
		e.Organization, e.Actor, string(e.Action), e.Target, detail)
	if err != nil {
		return fmt.Errorf("audit event %s: %w", e.Action, err)
	}
	return nil
}
