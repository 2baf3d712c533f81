package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Answer judges the answer to a request. For a request that has no operation, only the shape of an error is known.
func (r *Rules) Answer(request *http.Request, status int, h http.Header, body []byte) error {
	route, _, err := r.requests.FindRoute(request)
	if err != nil {
		if status < http.StatusBadRequest {
			return fmt.Errorf("status %d for what doesn't exist", status)
		}
		return checkJSON(r.answers.Components.Schemas["ErrorResponse"], h, body)
	}
	responses := r.answers.Paths.Value(route.Path).GetOperation(route.Method).Responses
	answer := responses.Status(status)
	if answer == nil && status >= http.StatusBadRequest {
		answer = responses.Default()
	}
	if answer == nil {
		return fmt.Errorf("status %d isn't declared", status)
	}
	for _, media := range answer.Value.Content { // one at most, whose version doesn't matter
		return checkJSON(media.Schema, h, body)
	}
	if len(body) > 0 {
		return fmt.Errorf("a body with status %d", status)
	}
	return nil
}

func checkJSON(schema *openapi3.SchemaRef, h http.Header, body []byte) error {
	mediaType, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil || !strings.HasSuffix(mediaType, "json") {
		return fmt.Errorf("content type %q is not JSON", h.Get("Content-Type"))
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("more than one JSON value")
	}
	return schema.Value.VisitJSON(value, openapi3.MultiErrors(), openapi3.DisableSchemaErrorDetails())
}
