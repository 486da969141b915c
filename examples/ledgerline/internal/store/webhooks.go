package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"example.com/ledgerline/internal/audit"
)

// CreateWebhook subscribes an endpoint. The secret arrives sealed; the store
// never sees it in plain.
func (s *Store) CreateWebhook(ctx context.Context, a Actor, url string, sealed []byte) (string, error) {
	var id string
	err := s.within(ctx, a.Organization, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx,
			`insert into webhook_endpoints (organization_id, url, secret_sealed) values ($1, $2, $3) returning id`,
			a.Organization, url, sealed).Scan(&id)
		if err != nil {
			return err
		}
		return record(ctx, tx, a, audit.WebhookCreated, id, map[string]string{"url": url})
	})
	if err != nil {
		return "", fmt.Errorf("create webhook: %w", err)
	}
	return id, nil
}

// RotateWebhookSecret replaces the sealed secret of an endpoint.
func (s *Store) RotateWebhookSecret(ctx context.Context, a Actor, id string, sealed []byte) error {
	return s.within(ctx, a.Organization, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx,
			`update webhook_endpoints set secret_sealed = $2, rotated_at = now() where id = $1`, id, sealed)
		if err != nil {
			return fmt.Errorf("rotate webhook secret: %w", err)
		}
		if err := touched(res); err != nil {
			return err
		}
		return record(ctx, tx, a, audit.WebhookRotated, id, nil)
	})
}

// Webhook returns where an endpoint is and its sealed secret.
func (s *Store) Webhook(ctx context.Context, a Actor, id string) (url string, sealed []byte, err error) {
	err = s.within(ctx, a.Organization, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `select url, secret_sealed from webhook_endpoints where id = $1`, id).
			Scan(&url, &sealed)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		return err
	})
	if err != nil {
		return "", nil, fmt.Errorf("read webhook: %w", err)
	}
	return url, sealed, nil
}

// RecordDelivery notes how a test delivery went.
func (s *Store) RecordDelivery(ctx context.Context, a Actor, endpoint string, delivered bool) error {
	return s.within(ctx, a.Organization, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx,
			`insert into webhook_deliveries (organization_id, endpoint_id, event, delivered) values ($1, $2, 'ping', $3)`,
			a.Organization, endpoint, delivered); err != nil {
			return fmt.Errorf("record delivery: %w", err)
		}
		return record(ctx, tx, a, audit.WebhookTested, endpoint, nil)
	})
}

// DeleteWebhook unsubscribes an endpoint.
func (s *Store) DeleteWebhook(ctx context.Context, a Actor, id string) error {
	return s.within(ctx, a.Organization, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `delete from webhook_endpoints where id = $1`, id)
		if err != nil {
			return fmt.Errorf("delete webhook: %w", err)
		}
		if err := touched(res); err != nil {
			return err
		}
		return record(ctx, tx, a, audit.WebhookDeleted, id, nil)
	})
}
