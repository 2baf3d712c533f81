package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// config is where a setting is looked up: flags first, then the environment, then the configuration file.
type config struct {
	store   string
	partner string
	get     func(name string) string
}

// secretNames must not stand in a configuration file in the clear.
func secretNames() []string {
	return []string{"SOPHOS_CLIENT_SECRET", "CONNECTWISE_PRIVATE_KEY"}
}

// names are the variables that a configuration file may set.
func names() []string {
	return []string{
		"SOPHOS_CLIENT_ID", "SOPHOS_CLIENT_SECRET", "SOPHOS_ID_URL", "SOPHOS_API_URL", "SOPHOS_LIMITS",
		"CONNECTWISE_URL", "CONNECTWISE_COMPANY", "CONNECTWISE_PUBLIC_KEY", "CONNECTWISE_PRIVATE_KEY", "CONNECTWISE_CLIENT_ID",
		"CONNECTWISE_LIMITS", "CONNECTWISE_MEMBER", "USAGESYNC_STORE", "USAGESYNC_SETTLE", "USAGESYNC_PARTNER",
	}
}

func loadConfig(flags Global, getenv func(string) string) (*config, error) {
	file := map[string]string{}
	if flags.Config != "" {
		var err error
		if file, err = readConfig(flags.Config, getenv); err != nil {
			return nil, err
		}
	}
	get := func(name string) string {
		if v := getenv(name); v != "" {
			return v
		}
		return file[name]
	}
	c := &config{get: get, store: "usagesync.db", partner: "default"}
	for _, s := range []struct {
		into  *string
		value string
	}{{&c.store, get("USAGESYNC_STORE")}, {&c.store, flags.Store}, {&c.partner, get("USAGESYNC_PARTNER")}, {&c.partner, flags.Partner}} {
		if s.value != "" {
			*s.into = s.value
		}
	}
	return c, nil
}

// readConfig reads a file of variables: {"CONNECTWISE_COMPANY": "acme", "SOPHOS_CLIENT_SECRET": "file:/run/secrets/sophos"}.
// A value "env:NAME" or "file:PATH" is a reference; secrets may only be references.
func readConfig(path string, getenv func(string) string) (map[string]string, error) {
	document, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	if err := json.Unmarshal(document, &values); err != nil {
		return nil, malformed(path, document, err)
	}
	var errs []error
	for name, value := range values {
		resolved, err := resolve(name, value, getenv)
		values[name] = resolved
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", path, err))
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return values, errors.Join(errs...)
}

// resolve follows a reference.
func resolve(name, value string, getenv func(string) string) (string, error) {
	if !slices.Contains(names(), name) {
		return "", fmt.Errorf("%q is no variable of this program", name)
	}
	if from, ok := strings.CutPrefix(value, "env:"); ok {
		return getenv(from), nil
	}
	if from, ok := strings.CutPrefix(value, "file:"); ok {
		b, err := os.ReadFile(from)
		return strings.TrimSpace(string(b)), err
	}
	if slices.Contains(secretNames(), name) {
		return "", fmt.Errorf("%s must be a reference, env:NAME or file:PATH, not the secret itself", name)
	}
	return value, nil
}

// malformed says where a JSON file can't be read, by line and column from 1, where that is known.
func malformed(path string, document []byte, err error) error {
	var offset int64
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = syntax.Offset - 1
	} else if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		offset = wrong.Offset - 1
	} else {
		return fmt.Errorf("%s: %w", path, err)
	}
	before := document[:min(max(int(offset), 0), len(document))]
	line, column := bytes.Count(before, []byte{'\n'})+1, len(before)-bytes.LastIndexByte(before, '\n')
	return fmt.Errorf("%s, line %d, column %d: %w", path, line, column, err)
}

// settle is the settle window.
func (c *config) settle() (time.Duration, error) {
	text := c.get("USAGESYNC_SETTLE")
	if text == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("USAGESYNC_SETTLE: %q is not a duration such as 5m", text)
	}
	return d, nil
}
