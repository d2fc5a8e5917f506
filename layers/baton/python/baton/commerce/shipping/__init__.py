"""Shipping: the port, EasyPost's protocol, and how pieces make a parcel."""
