package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/user"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"

	"github.com/psasync/psasync/examples/env"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/fromsophos"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/sqlstore"
	"github.com/psasync/psasync/usagesync/toconnectwise"
)

// app is what a command works with. It opens what a command asks for, once.
type app struct {
	ctx    context.Context
	flags  Global
	out    io.Writer
	errOut io.Writer
	getenv func(string) string
	used   bool             // the network or the store was touched: errors are no wrong input any more
	today  func() plan.Date // of the demonstration; nil: the calendar
	demo   bool             // within the demonstration

	config  *config
	db      *sql.DB
	syncer  *usagesync.Syncer
	clients env.Clients
}

func (a *app) close() {
	if a.db != nil {
		a.db.Close()
	}
}

// settings of the environment, the configuration file and the flags.
func (a *app) configuration() (*config, error) {
	if a.demo && (a.flags.Store != "" || a.flags.Config != "" || a.flags.Partner != "") {
		return nil, errOwnStore
	}
	if a.config == nil {
		c, err := loadConfig(a.flags, a.getenv)
		if err != nil {
			return nil, err
		}
		a.config = c
	}
	return a.config, nil
}

// sync returns a Syncer on both clients and the store.
func (a *app) sync() (*usagesync.Syncer, error) {
	if a.syncer != nil {
		return a.syncer, nil
	}
	clients, settle, err := a.connect(func(*env.Configs) {})
	if err != nil {
		return nil, err
	}
	a.clients = clients
	return a.open(usagesync.Config{
		Source: fromsophos.New(clients.Sophos, fromsophos.Options{}), Target: toconnectwise.New(clients.ConnectWise),
		Settle: settle, Member: a.config.get("CONNECTWISE_MEMBER"),
	})
}

// connect makes both clients, from configurations that the caller may adjust, and reports all that is wrong with them
// together. It touches no network.
func (a *app) connect(adjust func(*env.Configs)) (clients env.Clients, settle time.Duration, err error) {
	c, err := a.configuration()
	if err != nil {
		return clients, 0, err
	}
	configs, err := env.Read(c.get)
	settle, wrong := c.settle()
	if err := errors.Join(err, wrong); err != nil {
		return clients, 0, fmt.Errorf("configuration:\n%w\nSee usagesync doctor --help for the variables", err)
	}
	adjust(&configs)
	clients, err = configs.Connect()
	return clients, settle, err
}

// records returns a Syncer for commands that only look at the store. It can reach nothing else.
func (a *app) records() (*usagesync.Syncer, error) {
	if a.syncer != nil {
		return a.syncer, nil
	}
	return a.open(usagesync.Config{Source: offline{}, Target: offline{}})
}

// open makes a Syncer on the store.
func (a *app) open(c usagesync.Config) (*usagesync.Syncer, error) {
	conf, err := a.configuration()
	if err != nil {
		return nil, err
	}
	if c.Store, err = a.store(conf.store); err != nil {
		return nil, err
	}
	c.Partner, c.Today, c.Notify, c.Owner = conf.partner, a.today, a.progress(), "usagesync"
	a.syncer, err = usagesync.New(c)
	return a.syncer, err
}

// store opens the database that the configuration names.
func (a *app) store(name string) (usagesync.Store, error) {
	driver, dialect, dsn := "pgx", sqlstore.PostgreSQL, name
	if !strings.HasPrefix(name, "postgres://") && !strings.HasPrefix(name, "postgresql://") {
		var err error
		driver, dialect = "sqlite", sqlstore.SQLite
		if dsn, err = sqlstore.SQLiteFile(name); err != nil {
			return nil, err
		}
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, fmt.Errorf("store: %w", errors.New("the address can't be read")) // which may hold a password
	}
	a.db, a.used = db, true
	return sqlstore.Open(a.ctx, db, dialect, sqlstore.Options{Migrate: true})
}

// by is who decides.
func (a *app) by(why string) plan.Decision {
	who := a.flags.By
	if who == "" {
		who = "usagesync"
		if u, err := user.Current(); err == nil && u.Username != "" {
			who = u.Username
		}
	}
	return plan.Decision{Who: who, Why: why, When: time.Now().UTC().Format(time.RFC3339)}
}

// print writes a document as JSON where that was asked for, else as text.
func (a *app) print(document any, text func(io.Writer) error) error {
	if !a.flags.JSON {
		return text(a.out)
	}
	e := json.NewEncoder(a.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(document)
}

// say tells a person something beside the document.
func (a *app) say(format string, args ...any) {
	fmt.Fprintf(a.errOut, format+"\n", args...)
}

// name is how a person calls the program.
func (a *app) name() string {
	if a.demo {
		return "usagesync demo"
	}
	return "usagesync"
}

// period reads a --period flag.
func period(text string) (plan.Period, error) {
	if text == "" {
		return plan.Period{}, nil
	}
	return plan.ParsePeriod(text)
}
