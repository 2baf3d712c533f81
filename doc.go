// Package psasync turns monthly Sophos Central usage into ConnectWise PSA agreement additions.
package psasync
