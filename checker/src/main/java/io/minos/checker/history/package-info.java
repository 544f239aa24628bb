/** What a run did and saw: events as they are written, operations and watch streams as they follow from them. */
@NullMarked
package io.minos.checker.history;

import org.jspecify.annotations.NullMarked;
