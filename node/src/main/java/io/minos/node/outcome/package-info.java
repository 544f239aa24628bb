/** How a request ends: with an answer, or with one of etcd's errors. Named by all that may refuse one, on whatever floor. */
@NullMarked
package io.minos.node.outcome;

import org.jspecify.annotations.NullMarked;
