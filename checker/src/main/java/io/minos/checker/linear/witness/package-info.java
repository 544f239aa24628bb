/**
 * Strict serializability of an etcd history, all keys together, by its revisions: they give the order, one sweep proves it or
 * breaks on it. Linear in the history, in columns, for histories of ten million operations. Pure.
 */
@NullMarked
package io.minos.checker.linear.witness;

import org.jspecify.annotations.NullMarked;
