package io.minos.nemesis.network;

/**
 * Bytes on a way since the fabric opened, counted outside Toxiproxy, before it and behind it.
 *
 * @param offered handed to Toxiproxy. What clients offer is not counted: they dial Toxiproxy themselves
 * @param delivered handed on behind it. What is delivered to clients is not counted
 */
public record Traffic(long offered, long delivered) {
    public Traffic since(Traffic before) {
        return new Traffic(offered - before.offered, delivered - before.delivered);
    }

    Traffic plus(Traffic other) {
        return new Traffic(offered + other.offered, delivered + other.delivered);
    }
}
