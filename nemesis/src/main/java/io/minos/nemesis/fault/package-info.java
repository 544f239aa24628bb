/** Faults as values, the faults at work, and the evidence that each took effect. */
@NullMarked
package io.minos.nemesis.fault;

import org.jspecify.annotations.NullMarked;
