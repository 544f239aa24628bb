/**
 * The whole node against a real etcd, over gRPC: one seed gives a sequence of {@link io.minos.node.differential.Step steps}, both are
 * taken through it ({@code Duel}), and what differs is cut down to a few steps ({@code Shrinker}).
 */
package io.minos.node.differential;
