// Package frameworks answers requests in the ways of several libraries.
package frameworks

import (
	"context"
	"database/sql"
	"log"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	"github.com/labstack/echo/v4"
	"github.com/spf13/cobra"
	"google.golang.org/grpc/status"
)

var db *sql.DB

const del = "DELETE FROM deals"

func passEcho(c echo.Context) error {
	if _, err := db.Exec(del); err != nil {
		return c.JSON(500, "failed")
	}
	return c.NoContent(204)
}

func failEchoSuccess(c echo.Context) error {
	if _, err := db.Exec(del); err != nil { // want `is answered with 204`
		log.Print(err)
		return c.NoContent(204)
	}
	return c.NoContent(204)
}

func failEchoGoesOn(c echo.Context) error {
	if _, err := db.Exec(del); err != nil { // want `is only logged; the handler then answers 200`
		log.Print(err)
	}
	return c.JSON(http.StatusOK, "done")
}

func passGin(c *gin.Context) {
	if _, err := db.Exec(del); err != nil {
		c.JSON(http.StatusInternalServerError, "failed")
		return
	}
	c.Status(204)
}

func passGinError(c *gin.Context) {
	if _, err := db.Exec(del); err != nil {
		_ = c.Error(err)
		c.AbortWithStatus(500)
		return
	}
	c.Status(204)
}

func failGin(c *gin.Context) {
	if _, err := db.Exec(del); err != nil { // want `is only logged; the handler then answers 204`
		log.Print(err)
	}
	c.Status(204)
}

func passFiber(c *fiber.Ctx) error {
	if _, err := db.Exec(del); err != nil {
		return c.Status(500).JSON("failed")
	}
	return c.SendStatus(204)
}

func failFiber(c *fiber.Ctx) error {
	if _, err := db.Exec(del); err != nil { // want `is answered with 200`
		return c.Status(200).JSON("done")
	}
	return c.SendStatus(204)
}

type reply struct {
	OK     bool
	Reason string
}

func passGRPC(ctx context.Context, id int) (*reply, error) {
	if _, err := db.ExecContext(ctx, del); err != nil {
		return nil, status.Errorf(13, "delete: %v", err)
	}
	return &reply{OK: true}, nil
}

func failGRPC(ctx context.Context, r *reply) (*reply, error) {
	if _, err := db.ExecContext(ctx, del); err != nil { // want `is only logged; the caller is then given a nil error`
		log.Print(err)
		return r, nil
	}
	return r, nil
}

// unknownGRPCReply: the answer is put together where it is returned, and may
// say that it failed.
func unknownGRPCReply(ctx context.Context, id int) (*reply, error) {
	if _, err := db.ExecContext(ctx, del); err != nil {
		log.Print(err)
		return &reply{Reason: "try again"}, nil
	}
	return &reply{OK: true}, nil
}

var passCommand = &cobra.Command{RunE: func(cmd *cobra.Command, args []string) error {
	_, err := db.Exec(del)
	return err
}}

var failCommand = &cobra.Command{RunE: func(cmd *cobra.Command, args []string) error {
	if _, err := db.Exec(del); err != nil { // want `is only logged; the caller is then given a nil error`
		log.Print(err)
	}
	return nil
}}

var warnCommand = &cobra.Command{Run: func(cmd *cobra.Command, args []string) {
	if _, err := db.Exec(del); err != nil { // want `is only logged`
		log.Print(err)
	}
}}

var passFatalCommand = &cobra.Command{Run: func(cmd *cobra.Command, args []string) {
	if _, err := db.Exec(del); err != nil {
		log.Fatal(err)
	}
}}

// passAnsweredLater: the answer behind the branch says that it failed.
func passAnsweredLater(w http.ResponseWriter, r *http.Request) {
	_, err := db.Exec(del)
	if err == nil {
		w.WriteHeader(204)
		return
	}
	log.Print(err)
	http.Error(w, "failed", 500)
}

func respondError(w http.ResponseWriter, err error) { http.Error(w, err.Error(), 500) }

func logAndRespond(w http.ResponseWriter, err error) {
	log.Print(err)
	http.Error(w, "failed", 500)
}

func handleErr(w http.ResponseWriter, err error) { log.Print(err) }

func noContent(w http.ResponseWriter) { w.WriteHeader(204) }

func passHelper(w http.ResponseWriter, r *http.Request) {
	if _, err := db.Exec(del); err != nil {
		respondError(w, err)
		return
	}
	w.WriteHeader(204)
}

func passLoggingHelper(w http.ResponseWriter, r *http.Request) {
	if _, err := db.Exec(del); err != nil {
		logAndRespond(w, err)
		return
	}
	w.WriteHeader(204)
}

func failHelperOnlyLogs(w http.ResponseWriter, r *http.Request) {
	if _, err := db.Exec(del); err != nil { // want `is only logged; the handler then returns, and net/http answers 200`
		handleErr(w, err)
		return
	}
}

func failHelperSucceeds(w http.ResponseWriter, r *http.Request) {
	if _, err := db.Exec(del); err != nil { // want `is answered with`
		log.Print(err)
		noContent(w)
		return
	}
}

func failBlank(w http.ResponseWriter, r *http.Request) {
	_, _ = db.Exec(del) // want `is thrown away: it is assigned to the blank identifier; the handler then answers 202`
	w.WriteHeader(202)
}
