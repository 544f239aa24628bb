/** What the workloads ask of a store, and how it is recorded. Pure but for the recording itself. */
@NullMarked
package io.minos.client.operation;

import org.jspecify.annotations.NullMarked;
