/** Sequential objects: what a store would do if it did one thing after the other. Pure. */
@NullMarked
package io.minos.checker.model;

import org.jspecify.annotations.NullMarked;
