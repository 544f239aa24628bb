/** Deciding linearizability. Pure. */
@NullMarked
package io.minos.checker.linear;

import org.jspecify.annotations.NullMarked;
