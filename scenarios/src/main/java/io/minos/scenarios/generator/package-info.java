/** What the clients do next: pure generators, state in, operation and new state out. No threads, clocks or I/O. */
@NullMarked
package io.minos.scenarios.generator;

import org.jspecify.annotations.NullMarked;
