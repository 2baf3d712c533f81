package connectwisetest_test

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"

	"github.com/psasync/psasync/connectwise/connectwisetest"
)

// A program under test sets a quantity; the server shows what was written, by whom, and with which requests.
func Example() {
	psa := connectwisetest.New(connectwisetest.Options{Company: "mymsp", Member: "SeatSync"})
	defer psa.Close()
	item := psa.AddCatalogItem(connectwisetest.CatalogItem{Identifier: "AV", Price: "14.95"})
	customer := psa.AddCompany(connectwisetest.Company{Name: "Käse & Söhne"})
	agreement := psa.AddAgreement(connectwisetest.Agreement{Company: connectwisetest.IdentifierReference{ID: customer.ID}})
	line := psa.AddAddition(connectwisetest.Addition{
		AgreementID: agreement.ID, Product: connectwisetest.ProductReference{ID: item.ID}, Quantity: "24",
	})
	baseURL, err := psa.Start()
	if err != nil {
		log.Fatal(err)
	}

	if err := setQuantity(baseURL, psa.Options(), agreement.ID, line.ID, 25); err != nil {
		log.Fatal(err)
	}

	for _, w := range psa.Writes() {
		fmt.Println(w.Method, w.Path, w.Members(), w.Status)
	}
	for _, a := range psa.Additions(agreement.ID) {
		fmt.Println(a.Product.Identifier, a.Quantity, a.ExtPrice, a.Info.UpdatedBy)
	}
	// Output:
	// PATCH /finance/agreements/1/additions/1 [quantity] 200
	// AV 25 373.75 SeatSync
}

// A program under test must not send a quantity twice over because the first answer got lost.
func ExampleServer_Inject() {
	psa := connectwisetest.New(connectwisetest.Options{})
	defer psa.Close()
	item := psa.AddCatalogItem(connectwisetest.CatalogItem{Identifier: "AV"})
	agreement := psa.AddAgreement(connectwisetest.Agreement{Name: "Managed Services"})
	line := psa.AddAddition(connectwisetest.Addition{AgreementID: agreement.ID, Product: connectwisetest.ProductReference{ID: item.ID}, Quantity: "24"})
	baseURL, err := psa.Start()
	if err != nil {
		log.Fatal(err)
	}

	psa.Inject(
		connectwisetest.Fault{Method: http.MethodPatch, DropAfter: true}, // done, but nobody hears of it
		connectwisetest.HTML(http.StatusBadGateway),
	)
	for range 3 {
		err := setQuantity(baseURL, psa.Options(), agreement.ID, line.ID, 25)
		fmt.Println("error:", err != nil, "- quantity:", psa.Additions(agreement.ID)[0].Quantity)
	}
	for _, w := range psa.Writes() {
		fmt.Println(w.Method, w.Status)
	}
	// Output:
	// error: true - quantity: 25
	// error: true - quantity: 25
	// error: false - quantity: 25
	// PATCH 0
	// PATCH 502
	// PATCH 200
}

// What people do in the meantime: an addition is cancelled between two requests of the program.
func ExampleServer_EditAddition() {
	psa := connectwisetest.New(connectwisetest.Options{})
	defer psa.Close()
	item := psa.AddCatalogItem(connectwisetest.CatalogItem{Identifier: "AV"})
	agreement := psa.AddAgreement(connectwisetest.Agreement{Name: "Managed Services"})
	line := psa.AddAddition(connectwisetest.Addition{AgreementID: agreement.ID, Product: connectwisetest.ProductReference{ID: item.ID}, Quantity: "24"})
	baseURL, err := psa.Start()
	if err != nil {
		log.Fatal(err)
	}

	psa.Inject(connectwisetest.Fault{Method: http.MethodPatch, Do: func() {
		if err := psa.EditAddition(line.ID, "jdoe", func(a *connectwisetest.Addition) { a.CancelledDate = "2026-10-31" }); err != nil {
			log.Fatal(err)
		}
	}})
	if err := setQuantity(baseURL, psa.Options(), agreement.ID, line.ID, 25); err != nil {
		log.Fatal(err)
	}
	for _, a := range psa.Additions(agreement.ID) {
		fmt.Println(a.Quantity, "until", a.CancelledDate, "by", a.Info.UpdatedBy)
	}
	// Output:
	// 25 until 2026-10-31T00:00:00Z by UsageSync
}

// setQuantity is the program under test.
func setQuantity(baseURL string, o connectwisetest.Options, agreement, addition, quantity int) error {
	r, err := http.NewRequest(http.MethodPatch, fmt.Sprintf("%s/finance/agreements/%d/additions/%d", baseURL, agreement, addition),
		strings.NewReader(fmt.Sprintf(`[{"op":"replace","path":"quantity","value":%d}]`, quantity)))
	if err != nil {
		return err
	}
	r.SetBasicAuth(o.Company+"+"+o.PublicKey, o.PrivateKey)
	r.Header.Set("clientId", o.ClientID)
	r.Header.Set("Content-Type", "application/json")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(resp.Body)
		return fmt.Errorf("%s: %s", resp.Status, text)
	}
	return nil
}
