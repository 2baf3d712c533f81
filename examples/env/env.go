package env

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/sophos"
)

// Clients are the two ends of a sync.
type Clients struct {
	Sophos      *sophos.Client
	ConnectWise *connectwise.Client
}

// Wanted reports whether any of the variables is set, so that a program meant to use real hosts never falls back to
// something else because one of them is misspelt.
func Wanted(environ []string) bool {
	for _, e := range environ {
		if strings.HasPrefix(e, "SOPHOS_") || strings.HasPrefix(e, "CONNECTWISE_") {
			return true
		}
	}
	return false
}

// Configs are the configurations of both clients, for callers that add hooks or a transport of their own.
type Configs struct {
	Sophos      sophos.Config
	ConnectWise connectwise.Config
}

// Load makes both clients. It reports everything that is missing or wrong together, before any network use.
func Load(get func(string) string) (Clients, error) {
	configs, err := Read(get)
	if err != nil {
		return Clients{}, err
	}
	return configs.Connect()
}

// Read reads both configurations and reports everything that is missing or wrong with them together.
func Read(get func(string) string) (Configs, error) {
	r := reader{get: get}
	c := Configs{
		sophos.Config{
			ClientID:     r.required("SOPHOS_CLIENT_ID", "missing"),
			ClientSecret: sophos.Secret(r.required("SOPHOS_CLIENT_SECRET", "missing")),
			IDURL:        get("SOPHOS_ID_URL"),
			APIURL:       get("SOPHOS_API_URL"),
			Limits:       r.limits("SOPHOS_LIMITS"),
		},
		connectwise.Config{
			BaseURL:    r.required("CONNECTWISE_URL", "https://missing.invalid/v4_6_release/apis/3.0"),
			Company:    r.required("CONNECTWISE_COMPANY", "missing"),
			PublicKey:  r.required("CONNECTWISE_PUBLIC_KEY", "missing"),
			PrivateKey: connectwise.Secret(r.required("CONNECTWISE_PRIVATE_KEY", "missing")),
			ClientID:   r.required("CONNECTWISE_CLIENT_ID", "missing"),
			Limits:     r.limits("CONNECTWISE_LIMITS"),
		},
	}
	_, err := c.Connect() // which touches no network
	r.add(err)
	if err := errors.Join(r.errs...); err != nil {
		return Configs{}, err
	}
	return c, nil
}

// Connect makes both clients.
func (c Configs) Connect() (Clients, error) {
	sophosClient, err1 := sophos.New(c.Sophos)
	connectwiseClient, err2 := connectwise.New(c.ConnectWise)
	if err := errors.Join(err1, err2); err != nil {
		return Clients{}, err
	}
	return Clients{sophosClient, connectwiseClient}, nil
}

type reader struct {
	get  func(string) string
	errs []error
}

func (r *reader) add(err error) {
	if err != nil {
		r.errs = append(r.errs, err)
	}
}

// required returns a stand-in for what is missing, so that the clients find what is wrong with the rest.
func (r *reader) required(name, otherwise string) string {
	v := r.get(name)
	if v == "" {
		r.add(fmt.Errorf("%s is not set", name))
		return otherwise
	}
	return v
}

// limits reads rate windows, which both clients share the type of: nil when the variable is not set, none at all for "none".
func (r *reader) limits(name string) []sophos.Window {
	text := r.get(name)
	switch text {
	case "":
		return nil
	case "none":
		return sophos.NoLimits()
	}
	var windows []sophos.Window
	for part := range strings.SplitSeq(text, ",") {
		n, per, ok := strings.Cut(strings.TrimSpace(part), "/")
		most, err1 := strconv.Atoi(n)
		span, err2 := time.ParseDuration(per)
		if !ok || err1 != nil || err2 != nil || most < 1 || span <= 0 {
			r.add(fmt.Errorf("%s: %q is not of the form 100/1m", name, part))
			continue
		}
		windows = append(windows, sophos.Window{Max: most, Per: span})
	}
	return windows
}
