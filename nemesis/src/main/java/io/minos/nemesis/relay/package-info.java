/** Sockets on one thread: an event loop, and flows of bytes from one socket to another. Everything here runs on the loop's thread. */
@NullMarked
package io.minos.nemesis.relay;

import org.jspecify.annotations.NullMarked;
