/** A plainly drawn person, good enough for MoveNet to find: an image in the project's own means. */
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { ImageTensor } from './run-tfjs.ts';

/** Points of the figure, as shares of its height, x from its middle. */
const LIMBS: readonly { from: [number, number]; to: [number, number]; width: number; colour: string }[] = [
  { from: [-0.06, 0.5], to: [-0.08, 0.73], width: 0.085, colour: '#2b3a5c' },
  { from: [-0.08, 0.73], to: [-0.09, 0.95], width: 0.065, colour: '#26334f' },
  { from: [0.06, 0.5], to: [0.09, 0.73], width: 0.085, colour: '#2b3a5c' },
  { from: [0.09, 0.73], to: [0.1, 0.95], width: 0.065, colour: '#26334f' },
  { from: [-0.13, 0.22], to: [-0.2, 0.37], width: 0.06, colour: '#a33b32' },
  { from: [-0.2, 0.37], to: [-0.21, 0.52], width: 0.045, colour: '#d8a583' },
  { from: [0.13, 0.22], to: [0.22, 0.35], width: 0.06, colour: '#a33b32' },
  { from: [0.22, 0.35], to: [0.27, 0.48], width: 0.045, colour: '#d8a583' },
  { from: [-0.09, 0.965], to: [-0.13, 0.975], width: 0.05, colour: '#3a2a20' },
  { from: [0.1, 0.965], to: [0.14, 0.975], width: 0.05, colour: '#3a2a20' },
];

/** Draws the person upright in the middle of an image. @returns RGB 0..255, `[1, height, width, 3]` */
export function drawnPerson(width: number, height: number): ImageTensor {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  drawRoom(context, width, height);
  const tall = height * 0.85;
  context.translate(width / 2, height * 0.08);
  context.scale(tall, tall);
  drawBody(context);
  drawHead(context);
  return toTensor(context.getImageData(0, 0, width, height).data, width, height);
}

/** An image's RGBA bytes as the models take them. @returns RGB 0..255, `[1, height, width, 3]` */
export function toTensor(rgba: Uint8ClampedArray, width: number, height: number): ImageTensor {
  const data = rgba.filter((_, index) => index % 4 !== 3);
  return { data: Int32Array.from(data), shape: [1, height, width, 3] };
}

function drawRoom(context: SKRSContext2D, width: number, height: number): void {
  context.fillStyle = '#cfd6d8';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#8f8a7c';
  context.fillRect(0, height * 0.8, width, height * 0.2);
}

function drawBody(context: SKRSContext2D): void {
  context.lineCap = 'round';
  for (const { from, to, width, colour } of LIMBS) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
  }
  context.fillStyle = '#b8463b';
  context.beginPath();
  context.roundRect(-0.145, 0.185, 0.29, 0.3, 0.05);
  context.fill();
  context.fillStyle = '#d8a583';
  context.fillRect(-0.03, 0.14, 0.06, 0.06);
}

function drawHead(context: SKRSContext2D): void {
  ellipse(context, '#4a3222', 0, 0.062, 0.066, 0.074);
  ellipse(context, '#e0b08e', 0, 0.082, 0.055, 0.07);
  for (const side of [-1, 1]) {
    ellipse(context, '#d8a583', side * 0.058, 0.085, 0.012, 0.018);
    ellipse(context, '#ffffff', side * 0.022, 0.073, 0.011, 0.007);
    ellipse(context, '#2a1c14', side * 0.022, 0.073, 0.006, 0.006);
  }
  ellipse(context, '#c98f6f', 0, 0.096, 0.008, 0.012);
  ellipse(context, '#9b4a45', 0, 0.121, 0.02, 0.006);
}

function ellipse(context: SKRSContext2D, colour: string, x: number, y: number, rx: number, ry: number): void {
  context.fillStyle = colour;
  context.beginPath();
  context.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
  context.fill();
}
