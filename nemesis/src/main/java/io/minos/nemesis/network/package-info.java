/** The fabric: every connection between two nodes, and between clients and nodes, led through a Toxiproxy. */
@NullMarked
package io.minos.nemesis.network;

import org.jspecify.annotations.NullMarked;
