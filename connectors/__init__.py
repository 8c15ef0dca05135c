"""Channels: web, WeChat, console. They know the gateway, never one another."""
