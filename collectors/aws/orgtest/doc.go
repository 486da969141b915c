// Package orgtest runs the collector over a simulated organisation and measures
// what that costs: requests, time, memory, and the largest burst that one service
// of one account in one region sees.
package orgtest
