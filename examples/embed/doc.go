// Command embed is the smallest program that embeds the sync: it plans last month, shows the plan, and applies it if its
// digest is given as the argument. The README shows it; copy it and put your own Store in.
//
// It reads the configuration of package env, and settings.json beside it.
package main
