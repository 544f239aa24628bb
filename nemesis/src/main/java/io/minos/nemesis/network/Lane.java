package io.minos.nemesis.network;

import eu.rekawek.toxiproxy.model.ToxicDirection;

/** One direction of one link; see {@link Way}. */
record Lane(Link link, ToxicDirection direction) {
    Traffic traffic() {
        return direction == ToxicDirection.UPSTREAM ? link.meter().upstream() : link.meter().downstream();
    }
}
