/** How long the service was away, and what had been done to it. Pure. */
@NullMarked
package io.minos.checker.availability;

import org.jspecify.annotations.NullMarked;
