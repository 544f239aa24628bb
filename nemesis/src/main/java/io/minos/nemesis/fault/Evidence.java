package io.minos.nemesis.fault;

/**
 * One observation of a fault.
 *
 * @param what in a word or two: {@code process-state}, {@code bytes-swallowed}, {@code exception} …
 * @param detail what was seen, with figures
 * @param proves true when the observation shows the fault at work, false when it shows that it is not, or shows nothing
 */
public record Evidence(String what, String detail, boolean proves) {}
