package connectwise

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// nextPageID reads the pageId of rel="next" from Link headers (RFC 8288). Nothing else of the link is used: its host may
// be an internal name, and following it would send credentials there.
func nextPageID(h http.Header) (int, bool) {
	for _, line := range h.Values("Link") {
		for link := range strings.SplitSeq(line, "<") {
			target, parameters, ok := strings.Cut(link, ">")
			if !ok || !isNext(parameters) {
				continue
			}
			_, query, _ := strings.Cut(target, "?")
			values, _ := url.ParseQuery(query) // what can be read of it
			if id, err := strconv.Atoi(values.Get("pageId")); err == nil {
				return id, true
			}
		}
	}
	return 0, false
}

func isNext(parameters string) bool {
	for parameter := range strings.SplitSeq(parameters, ";") {
		name, value, _ := strings.Cut(strings.Trim(parameter, " \t,"), "=")
		if strings.EqualFold(strings.TrimSpace(name), "rel") && strings.EqualFold(strings.Trim(value, ` "`), "next") {
			return true
		}
	}
	return false
}
