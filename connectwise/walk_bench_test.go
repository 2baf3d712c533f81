package connectwise_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/psasync/psasync/connectwise"
)

const (
	manyAdditions = 100_000
	fullPage      = 1000
)

// library answers with pages that were made before, so that what is measured is the client alone.
type library struct{ pages [][]byte }

func newLibrary(additions int) *library {
	var l library
	for first := 0; first <= additions; first += fullPage {
		var page bytes.Buffer
		page.WriteByte('[')
		for id := first + 1; id <= min(first+fullPage, additions); id++ {
			if page.Len() > 1 {
				page.WriteByte(',')
			}
			_, _ = fmt.Fprintf(&page, `{"id":%d,"product":{"id":%d,"identifier":"NW-ENDPOINT-%d","serializedFlag":false,"_info":{"catalog_href":"https://api-na.example.test/v4_6_release/apis/3.0//procurement/catalog/%[2]d"}},`+
				`"quantity":%d.0,"lessIncluded":0.0,"unitPrice":14.95,"unitCost":6.1,"billCustomer":"Billable","effectiveDate":"2026-03-01T00:00:00Z","taxableFlag":true,`+
				`"invoiceDescription":"Endpoint protection per device","purchaseItemFlag":false,"specialOrderFlag":false,"agreementId":%d,"description":"Endpoint protection",`+
				`"billedQuantity":%[4]d.0,"uom":"Each","extPrice":%[4]d.55,"extCost":%[4]d.1,"sequenceNumber":1.0,"margin":8.85,"prorateCost":0.0,"proratePrice":0.0,`+
				`"extendedProrateCost":0.0,"extendedProratePrice":0.0,"prorateCurrentPeriodFlag":false,"agreementStatus":"Active",`+
				`"_info":{"lastUpdated":"2026-09-30T22:15:01Z","updatedBy":"usage-api"}}`, id, 1000+id%35, id%35, id%400, id/10)
		}
		page.WriteByte(']')
		l.pages = append(l.pages, page.Bytes())
	}
	return &l
}

// RoundTrip serves the page after pageId, which is a whole number of pages.
func (l *library) RoundTrip(r *http.Request) (*http.Response, error) {
	after, err := strconv.Atoi(r.URL.Query().Get("pageId"))
	if err != nil {
		return nil, err
	}
	body := l.pages[after/fullPage]
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{}, Request: r,
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}, nil
}

// rawAddition is Addition as it is written without this package: doubles, strings for dates, zero for absent.
type rawAddition struct {
	ID                       int          `json:"id"`
	AgreementID              int          `json:"agreementId"`
	Product                  rawReference `json:"product"`
	Quantity                 float64      `json:"quantity"`
	LessIncluded             float64      `json:"lessIncluded"`
	BilledQuantity           float64      `json:"billedQuantity"`
	UnitPrice                float64      `json:"unitPrice"`
	UnitCost                 float64      `json:"unitCost"`
	ExtPrice                 float64      `json:"extPrice"`
	ExtCost                  float64      `json:"extCost"`
	Margin                   float64      `json:"margin"`
	BillCustomer             string       `json:"billCustomer"`
	EffectiveDate            string       `json:"effectiveDate"`
	CancelledDate            string       `json:"cancelledDate"`
	TaxableFlag              *bool        `json:"taxableFlag"`
	SerialNumber             string       `json:"serialNumber"`
	Description              string       `json:"description"`
	InvoiceDescription       string       `json:"invoiceDescription"`
	UOM                      string       `json:"uom"`
	SequenceNumber           float64      `json:"sequenceNumber"`
	PurchaseItemFlag         bool         `json:"purchaseItemFlag"`
	SpecialOrderFlag         bool         `json:"specialOrderFlag"`
	ProratePrice             float64      `json:"proratePrice"`
	ProrateCost              float64      `json:"prorateCost"`
	ExtendedProratePrice     float64      `json:"extendedProratePrice"`
	ExtendedProrateCost      float64      `json:"extendedProrateCost"`
	ProrateCurrentPeriodFlag bool         `json:"prorateCurrentPeriodFlag"`
	Opportunity              rawReference `json:"opportunity"`
	InvoiceGrouping          rawReference `json:"invoiceGrouping"`
	AgreementStatus          string       `json:"agreementStatus"`
	Info                     rawInfo      `json:"_info"`
	CustomFields             []rawCustom  `json:"customFields"`
}

type rawReference struct {
	ID         int    `json:"id"`
	Identifier string `json:"identifier"`
	Name       string `json:"name"`
}

type rawInfo struct {
	LastUpdated string `json:"lastUpdated"`
	UpdatedBy   string `json:"updatedBy"`
	DateEntered string `json:"dateEntered"`
	EnteredBy   string `json:"enteredBy"`
}

type rawCustom struct {
	ID      int             `json:"id"`
	Caption string          `json:"caption"`
	Value   json.RawMessage `json:"value"`
}

// walkRaw reads the same pages with net/http and encoding/json alone.
func walkRaw(tb testing.TB, l *library) (n int) {
	client := &http.Client{Transport: l}
	for after := 0; ; {
		r, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, apiRoot+"/finance/agreements/88/additions?pageSize=1000&pageId="+strconv.Itoa(after), nil)
		if err != nil {
			tb.Fatal(err)
		}
		r.SetBasicAuth("northwind+pub-marker", "private-marker")
		r.Header.Set("clientId", "client-id-marker")
		r.Header.Set("pagination-type", "forward-only")
		resp, err := client.Do(r)
		if err != nil {
			tb.Fatal(err)
		}
		var rows []rawAddition
		err = json.NewDecoder(resp.Body).Decode(&rows)
		_ = resp.Body.Close()
		if err != nil {
			tb.Fatal(err)
		}
		n += len(rows)
		if len(rows) < fullPage {
			return n
		}
		after = rows[len(rows)-1].ID
	}
}

func walkTyped(tb testing.TB, client *connectwise.Client) (n int) {
	for _, err := range client.Additions(88).All(tb.Context(), connectwise.Query{}) {
		if err != nil {
			tb.Fatal(err)
		}
		n++
	}
	return n
}

func clientOf(tb testing.TB, l *library) *connectwise.Client {
	cfg := config()
	cfg.RoundTripper = l
	client, err := connectwise.New(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	return client
}

// cost counts the allocations of one run and their bytes.
func cost(run func()) (allocations, size uint64) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	run()
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc
}

// A typed walk over 100,000 additions costs at most half as many allocations again as decoding the same pages by hand.
func TestWalkAllocations(t *testing.T) {
	additions := manyAdditions
	if raceDetector {
		additions /= 20 // it makes a hundred pages take half a minute
	}
	l := newLibrary(additions)
	client := clientOf(t, l)
	var raw, typed int
	rawCount, rawSize := cost(func() { raw = walkRaw(t, l) })
	typedCount, typedSize := cost(func() { typed = walkTyped(t, client) })
	t.Logf("%d additions: %d allocations of %d bytes by hand, %d of %d here: %.2f and %.2f times", typed,
		rawCount, rawSize, typedCount, typedSize, float64(typedCount)/float64(rawCount), float64(typedSize)/float64(rawSize))
	if raw != additions || typed != additions {
		t.Errorf("%d and %d additions", raw, typed)
	}
	if 2*typedCount > 3*rawCount {
		t.Errorf("%d allocations, want at most 1.5 times %d", typedCount, rawCount)
	}
}

// What a walk holds does not grow with the pages it has seen: forty of them take as much as ten, give or take one.
func TestWalkMemory(t *testing.T) {
	l := newLibrary(40 * fullPage)
	client := clientOf(t, l)
	held := map[int]uint64{} // after so many additions
	n := 0
	for _, err := range client.Additions(88).All(t.Context(), connectwise.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 10*fullPage || n == 40*fullPage {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			held[n] = m.HeapAlloc
		}
	}
	runtime.KeepAlive(l)
	page := uint64(len(l.pages[0]))
	if before, after := held[10*fullPage], held[40*fullPage]; before == 0 || after > before+2*page {
		t.Errorf("%d bytes after ten pages, %d after forty; a page is %d", before, after, page)
	}
}

// BenchmarkWalk compares the time of a typed walk with that of the same pages by hand: medians of interleaved runs.
// Run it with -benchtime 10x or more.
func BenchmarkWalk(b *testing.B) {
	l := newLibrary(manyAdditions)
	client := clientOf(b, l)
	var raw, typed []time.Duration
	for b.Loop() {
		start := time.Now()
		walkRaw(b, l)
		between := time.Now()
		walkTyped(b, client)
		raw = append(raw, between.Sub(start))
		typed = append(typed, time.Since(between))
	}
	slices.Sort(raw)
	slices.Sort(typed)
	byHand, here := raw[len(raw)/2], typed[len(typed)/2]
	b.ReportMetric(0, "ns/op") // the loop measures two things at once
	b.ReportMetric(float64(byHand.Milliseconds()), "ms/by-hand")
	b.ReportMetric(float64(here.Milliseconds()), "ms/typed")
	b.ReportMetric(float64(here)/float64(byHand), "typed/by-hand")
}
