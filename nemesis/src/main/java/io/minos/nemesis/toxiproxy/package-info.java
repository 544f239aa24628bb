/** A server that speaks Toxiproxy's HTTP API, so that faults are driven by Toxiproxy's own client whether a real one is given or not. */
@NullMarked
package io.minos.nemesis.toxiproxy;

import org.jspecify.annotations.NullMarked;
