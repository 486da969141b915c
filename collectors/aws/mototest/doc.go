// Package mototest runs the collector against moto, an emulator of AWS: a whole
// account, again as a user who may do exactly what the generated policy says, and
// again without each of its actions. It needs moto_server, whose path stands in
// CANDOR_MOTO.
package mototest
