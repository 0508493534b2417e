/**
 * A program of a few hundred bytes that removes empty mount points, for an image may hold no program at all. Static, without any
 * library; its source is stub-cleaner/*.S, assembled for a text address of 0x400078 and taken as bare machine code.
 */

import { programFor } from "./machine-code.ts";

/** Machine code by the engine's name of the architecture. */
const code = {
  amd64: [
    "TIskJEyNbCQQuwEAAABIgewAIAAASYt1AEmDxQhIhfYPhC0BAABJifZIjbwkAAIAAEmJ/zHJigQOiAQPhMB0FDwvdQRMjTwP/8GB+f8PAABy5O",
    "vBSI2EJAACAABJOcd1A0n/x0HGBwC/nP///0yJ9kiJ4kG6AAEAALgGAQAADwVIhcB1kESLRCQYQYHgAPAAADHtQYH4AEAAAHUHvQACAADrGUGB",
    "+ACAAAAPhWX///9Ig3wkMAAPhVn///+/nP///0iNtCQAAgAASIniRTHSuAYBAAAPBUiFwA+FNv///0iLRCRISImEJAABAABIi0QkUEiJhCQIAQ",
    "AASItEJFhIiYQkEAEAAEiLRCRgSImEJBgBAAC/nP///0yJ9onquAcBAAAPBUiFwA+F6P7//zHbv5z///9IjbQkAAIAAEiNlCQAAQAARTHSuBgB",
    "AAAPBenC/v//id+45wAAAA8F",
  ].join(""),
  arm64: [
    "80MAkTQAgFL/C0DRdYZA+DUIALThAwiR9gMBqgIAgNKjamI4I2giOAMBADR/vABxQQAAVDYAAotCBACRX/w/8QP//1Ty//8X3wIB60EAAFTWBg",
    "CR3wIAOWAMgJLhAxWq4gMAkQMggNLoCYDSAQAA1OD8/7XkE0C5hAwUEhcAgFIFAIhSnwAFa2EAAFQXQIBSBgAAFAUAkFKfAAVrgfv/VOUbQPlF",
    "+/+1YAyAkuEDCJHiAwCRAwCA0ugJgNIBAADUYPr/teSXRKnkgwD55YcA+eSXRankiwD55Y8A+WAMgJLhAxWq4gMXKmgEgNIBAADU4Pj/tRQAgF",
    "JgDICS4QMIkeIDBJEDAIDSCAuA0gEAANS///8X4AMUKsgLgNIBAADU",
  ].join(""),
};
/** The program as an ELF file; undefined for an architecture it was not written for. `architecture` is the engine machine's. */
export const stubCleaner = (architecture: string): Buffer | undefined => programFor(architecture, code);
