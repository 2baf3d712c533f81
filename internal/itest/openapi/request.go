package openapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/psasync/psasync/connectwise/connectwisetest"
)

// Request judges one request, whose body it takes from the argument, and names its operation: "GET /finance/agreements".
// All that is wrong comes joined. For a path or method that isn't known, the operation is "".
func (r *Rules) Request(request *http.Request, body []byte) (operation string, err error) {
	request = request.Clone(context.Background())
	request.Body, request.GetBody, request.ContentLength = http.NoBody, nil, int64(len(body))
	if len(body) > 0 {
		request.Body = io.NopCloser(bytes.NewReader(body))
	}
	route, parameters, err := r.requests.FindRoute(request)
	if err != nil {
		return "", err
	}
	err = openapi3filter.ValidateRequest(context.Background(), &openapi3filter.RequestValidationInput{
		Request: request, PathParams: parameters, QueryParams: request.URL.Query(), Route: route,
		Options: &openapi3filter.Options{
			MultiError: true, RejectWhenRequestBodyNotSpecified: true,
			SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.DisableSchemaErrorDetails()},
		},
	})
	return name(route), errors.Join(err, checkQuery(route.Operation, request.URL))
}

// Logged judges a request as a test server logged it.
func (r *Rules) Logged(l connectwisetest.Request) (operation string, err error) {
	u := url.URL{Scheme: "http", Host: l.Host, Path: l.Path, RawQuery: l.Query.Encode()}
	request, err := http.NewRequestWithContext(context.Background(), l.Method, u.String(), nil)
	if err != nil {
		return "", err
	}
	request.Header = l.Header
	return r.Request(request, l.Body)
}

func name(route *routers.Route) string { return route.Method + " " + route.Path }

// checkQuery refuses what kin-openapi passes over: parameters that aren't declared, and several values of one.
func checkQuery(operation *openapi3.Operation, u *url.URL) error {
	query, err := url.ParseQuery(u.RawQuery)
	problems := []error{err}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if operation.Parameters.GetByInAndName(openapi3.ParameterInQuery, name) == nil {
			problems = append(problems, fmt.Errorf("query parameter %q isn't declared", name))
		} else if n := len(query[name]); n != 1 {
			problems = append(problems, fmt.Errorf("query parameter %q is given %d times", name, n))
		}
	}
	return errors.Join(problems...)
}
