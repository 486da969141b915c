package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.com/ledgerline/internal/audit"
)

// Invoice is a document to be reconciled. Amounts are in the minor unit of the currency.
type Invoice struct {
	ID       string    `json:"id"`
	Number   string    `json:"number"`
	Currency string    `json:"currency"`
	Amount   int64     `json:"amount"`
	Open     int64     `json:"open"`
	DueOn    time.Time `json:"due_on"`
}

// Invoices returns the newest invoices of the actor's organization.
func (s *Store) Invoices(ctx context.Context, a Actor, limit int) ([]Invoice, error) {
	var out []Invoice
	err := s.within(ctx, a.Organization, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx,
			`select id, number, currency, amount, open_amount, due_on from invoices order by due_on desc limit $1`, limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var i Invoice
			if err := rows.Scan(&i.ID, &i.Number, &i.Currency, &i.Amount, &i.Open, &i.DueOn); err != nil {
				return err
			}
			out = append(out, i)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("list invoices: %w", err)
	}
	return out, nil
}

// CreateInvoice adds an invoice and returns its id.
func (s *Store) CreateInvoice(ctx context.Context, a Actor, i Invoice) (string, error) {
	var id string
	err := s.within(ctx, a.Organization, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx,
			`insert into invoices (organization_id, number, currency, amount, open_amount, due_on)
			 values ($1, $2, $3, $4, $4, $5) returning id`,
			a.Organization, i.Number, i.Currency, i.Amount, i.DueOn).Scan(&id)
		if err != nil {
			return err
		}
		return record(ctx, tx, a, audit.InvoiceCreated, id, map[string]string{"number": i.Number})
	})
	if err != nil {
		return "", fmt.Errorf("create invoice: %w", err)
	}
	return id, nil
}

// Match books a payment against an invoice. Both must have that much left.
func (s *Store) Match(ctx context.Context, a Actor, invoice, payment string, amount int64) error {
	err := s.within(ctx, a.Organization, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx,
			`update invoices set open_amount = open_amount - $2 where id = $1 and open_amount >= $2`, invoice, amount)
		if err != nil {
			return err
		}
		if err := touched(res); err != nil {
			return err
		}
		res, err = tx.ExecContext(ctx,
			`update payments set unmatched = unmatched - $2 where id = $1 and unmatched >= $2`, payment, amount)
		if err != nil {
			return err
		}
		if err := touched(res); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx,
			`insert into ledger_entries (organization_id, invoice_id, payment_id, amount) values ($1, $2, $3, $4)`,
			a.Organization, invoice, payment, amount); err != nil {
			return err
		}
		return record(ctx, tx, a, audit.InvoiceMatched, invoice, map[string]string{"payment": payment})
	})
	if errors.Is(err, ErrNotFound) {
		return fmt.Errorf("match: the invoice or the payment has not that much left: %w", err)
	}
	if err != nil {
		return fmt.Errorf("match: %w", err)
	}
	return nil
}
