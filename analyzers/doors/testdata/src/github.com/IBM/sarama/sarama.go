// Package sarama is a stub.
package sarama

type ConsumerGroupSession interface{}
type ConsumerGroupClaim interface{}
