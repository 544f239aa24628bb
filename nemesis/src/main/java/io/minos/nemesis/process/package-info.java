/** What Linux tells about processes: their state, their sockets, and signals to them. */
@NullMarked
package io.minos.nemesis.process;

import org.jspecify.annotations.NullMarked;
