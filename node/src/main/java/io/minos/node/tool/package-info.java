/** Looks inside the files of a node, beside a running one too. Changes nothing. */
@NullMarked
package io.minos.node.tool;

import org.jspecify.annotations.NullMarked;
