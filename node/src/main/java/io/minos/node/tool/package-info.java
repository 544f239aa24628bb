@NullMarked
package io.minos.node.tool;

import org.jspecify.annotations.NullMarked;
