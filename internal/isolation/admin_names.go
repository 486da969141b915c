package isolation

import (
	"slices"
	"strings"
)

// adminValue reports whether a column or claim with one of these values speaks
// of an administrator: role = 'admin', is_admin = true.
func adminValue(col string, values []string) bool {
	return slices.ContainsFunc(values, func(v string) bool {
		if truth, ok := truthOf(v); ok {
			return truth && adminName(col)
		}
		return adminName(v) && roleColumn(col)
	})
}

func adminName(s string) bool {
	w := words(strings.ToLower(s))
	if len(w) == 0 || slices.ContainsFunc(w, func(x string) bool {
		return slices.Contains([]string{"non", "not", "no", "never", "former", "was", "pending", "ex", "wants", "can", "request", "requested"}, x)
	}) {
		return false
	}
	return slices.Contains([]string{"admin", "administrator", "superadmin", "superuser", "owner", "sysadmin"}, w[len(w)-1])
}

// roleColumn reports whether a name speaks of what its holder is.
func roleColumn(s string) bool {
	return adminName(s) || slices.ContainsFunc(words(strings.ToLower(s)), func(x string) bool {
		return slices.Contains([]string{"role", "roles", "level", "rank", "type", "kind", "permission", "access", "position"}, x)
	})
}

// plain reports whether one of the literals speaks of ordinary users.
func plain(values []string) bool {
	return slices.ContainsFunc(values, func(v string) bool {
		return slices.Contains([]string{"member", "user", "viewer", "guest", "reader", "authenticated", "anon", "customer", "employee"}, strings.ToLower(v))
	})
}

func adminTable(s string) bool {
	w := words(strings.ToLower(s))
	last := w[len(w)-1]
	return slices.Contains([]string{"admins", "administrators", "superadmins", "superusers"}, last) ||
		len(w) > 1 && last == "users" && slices.Contains([]string{"admin", "superadmin"}, w[len(w)-2])
}

// fromApp reports whether a computed value comes from what the platform's
// administrators alone write about a user.
func fromApp(t term) bool {
	return t.inst.table.Platform && strings.Contains(t.text, "raw_app_meta_data") && !strings.Contains(t.text, "raw_user_meta_data")
}
