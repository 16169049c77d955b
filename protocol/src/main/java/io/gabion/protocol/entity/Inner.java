package io.gabion.protocol.entity;

/** What an entity is told by its own shell only: the answer to its call, that it woke. Nobody else may say it. */
public interface Inner extends Message {}
