package a

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
)

var db *sql.DB

const columns = "id, name"

var orders = map[string]string{"name": "name ASC", "date": "created_at DESC"}

type filter struct{ Name, Sort string }

func bad(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	db.Exec("DELETE FROM deals WHERE id = " + id)                    // want `a.bad puts id into SQL text, as the client sent it`
	db.Query(fmt.Sprintf("SELECT * FROM deals WHERE id = '%s'", id)) // want `puts id into SQL text`
	q := "SELECT " + columns + " FROM deals"
	q += " ORDER BY " + r.URL.Query().Get("sort")
	db.QueryContext(r.Context(), q) // want `puts .* into SQL text`
	var f filter
	if err := json.NewDecoder(r.Body).Decode(&f); err != nil {
		return
	}
	db.Query("SELECT id FROM deals WHERE name = '" + f.Name + "'") // want `puts f.Name into SQL text`
	find(r.Context(), strings.TrimSpace(r.Header.Get("X-Name")))
	_ = template.HTML("<b>" + r.FormValue("title") + "</b>") // want `puts r.FormValue\("title"\) into a page as HTML`
	_ = template.CSS(r.FormValue("color"))                   // want `into a page as CSS`
}

func find(ctx context.Context, name string) {
	db.QueryRowContext(ctx, "SELECT id FROM deals WHERE name = '"+name+"'") // want `a.find puts name into SQL text`
}

func framework(c *gin.Context) {
	db.Query("SELECT id FROM deals WHERE name = '" + c.Query("name") + "'") // want `c.Query\("name"\)`
	var f filter
	c.ShouldBindJSON(&f)
	db.Query("SELECT id FROM deals WHERE name = '" + f.Name + "'") // want `f.Name`
}

func good(w http.ResponseWriter, r *http.Request) {
	db.Exec("DELETE FROM deals WHERE id = $1", r.PathValue("id"))
	n, _ := strconv.Atoi(r.FormValue("limit"))
	db.Query("SELECT " + columns + " FROM deals LIMIT " + strconv.Itoa(n))
	db.Query(fmt.Sprintf("SELECT id FROM deals LIMIT %d", n))
	db.Query("SELECT id FROM deals ORDER BY " + orders[r.FormValue("sort")])
	marks := strings.Repeat("?,", n)
	db.Query("SELECT id FROM deals WHERE id IN (" + marks + "0)")
	_ = template.HTML("<b>" + template.HTMLEscapeString(r.FormValue("title")) + "</b>")
}

func undecided(r *http.Request, order string, table func() string) {
	db.Query("SELECT id FROM deals ORDER BY " + order)
	db.Query("SELECT id FROM " + table())
	sort := r.FormValue("sort")
	if sort != "name" && sort != "date" {
		return
	}
	db.Query("SELECT id FROM deals ORDER BY " + sort)
}
