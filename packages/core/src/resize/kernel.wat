;; The two passes of resampling, and bytes as a network takes them, four or eight values at a time. `npm run kernel` writes kernel.ts from this file.
;; All read and write up to 32 bytes more than they say: memory has to go on for as long.
(module
  (memory (export "memory") 1)

  ;; Along x: $height rows of $rowBytes bytes of RGB at $from become as many rows of $width pixels of three floats at $to, each
  ;; $pitch bytes after the one before, of which the last are left over. $start has the first source pixel of each pixel,
  ;; $weights its $count weights. At $floats is room for two source rows as floats. Two rows are made at a time, which takes
  ;; half as many steps as one by one; the last of an odd number is made twice.
  (func (export "alongX")
    (param $from i32) (param $rowBytes i32) (param $height i32)
    (param $start i32) (param $weights i32) (param $count i32)
    (param $width i32) (param $floats i32) (param $to i32) (param $pitch i32)
    (local $x i32) (local $source i32) (local $weight i32) (local $end i32) (local $pixel i32)
    (local $lineBytes i32) (local $sum v128) (local $sum2 v128)
    (local.set $lineBytes (i32.add (i32.const 16) (i32.shl (local.get $rowBytes) (i32.const 2))))
    (loop $rows
      (if (i32.eq (local.get $height) (i32.const 1))
        (then (local.set $lineBytes (i32.const 0)) (local.set $pitch (i32.const 0))))
      (call $toFloats (local.get $from) (local.get $rowBytes) (local.get $floats))
      (if (local.get $lineBytes)
        (then (call $toFloats (i32.add (local.get $from) (local.get $rowBytes)) (local.get $rowBytes)
          (i32.add (local.get $floats) (local.get $lineBytes)))))
      (local.set $x (i32.const 0))
      (local.set $weight (local.get $weights))
      (local.set $pixel (local.get $to))
      (loop $pixels
        (local.set $source (i32.add (local.get $floats) (i32.mul (i32.const 12)
          (i32.load (i32.add (local.get $start) (i32.shl (local.get $x) (i32.const 2)))))))
        (local.set $sum (v128.const i32x4 0 0 0 0))
        (local.set $sum2 (v128.const i32x4 0 0 0 0))
        (local.set $end (i32.add (local.get $weight) (i32.shl (local.get $count) (i32.const 2))))
        (loop $tap
          (local.set $sum (f32x4.add (local.get $sum) (f32x4.mul
            (v128.load (local.get $source))
            (v128.load32_splat (local.get $weight)))))
          (local.set $sum2 (f32x4.add (local.get $sum2) (f32x4.mul
            (v128.load (i32.add (local.get $source) (local.get $lineBytes)))
            (v128.load32_splat (local.get $weight)))))
          (local.set $source (i32.add (local.get $source) (i32.const 12)))
          (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
          (br_if $tap (i32.lt_u (local.get $weight) (local.get $end))))
        (v128.store (local.get $pixel) (local.get $sum))
        (v128.store (i32.add (local.get $pixel) (local.get $pitch)) (local.get $sum2))
        (local.set $pixel (i32.add (local.get $pixel) (i32.const 12)))
        (local.set $x (i32.add (local.get $x) (i32.const 1)))
        (br_if $pixels (i32.lt_u (local.get $x) (local.get $width))))
      (local.set $from (i32.add (local.get $from) (i32.shl (local.get $rowBytes) (i32.const 1))))
      (local.set $to (i32.add (local.get $to) (i32.shl (local.get $pitch) (i32.const 1))))
      (local.set $height (i32.sub (local.get $height) (i32.const 2)))
      (br_if $rows (i32.gt_s (local.get $height) (i32.const 0)))))

  ;; Along y: rows of $stride floats at $from, each $pitch bytes after the one before, become $height rows of as many bytes at
  ;; $to. $start has the first source row of each row, $weights its $count weights.
  (func (export "alongY")
    (param $from i32) (param $pitch i32) (param $stride i32)
    (param $start i32) (param $weights i32) (param $count i32)
    (param $height i32) (param $to i32)
    (local $first i32) (local $source i32) (local $i i32)
    (local $weight i32) (local $end i32) (local $sum v128) (local $sum2 v128)
    (loop $row
      (local.set $first (i32.add (local.get $from) (i32.mul (local.get $pitch) (i32.load (local.get $start)))))
      (local.set $end (i32.add (local.get $weights) (i32.shl (local.get $count) (i32.const 2))))
      (local.set $i (i32.const 0))
      (loop $eight
        (local.set $source (i32.add (local.get $first) (i32.shl (local.get $i) (i32.const 2))))
        (local.set $weight (local.get $weights))
        ;; A half, so that it is rounded half up when it is cut below.
        (local.set $sum (v128.const f32x4 0.5 0.5 0.5 0.5))
        (local.set $sum2 (v128.const f32x4 0.5 0.5 0.5 0.5))
        (loop $tap
          (local.set $sum (f32x4.add (local.get $sum) (f32x4.mul
            (v128.load (local.get $source))
            (v128.load32_splat (local.get $weight)))))
          (local.set $sum2 (f32x4.add (local.get $sum2) (f32x4.mul
            (v128.load offset=16 (local.get $source))
            (v128.load32_splat (local.get $weight)))))
          (local.set $source (i32.add (local.get $source) (local.get $pitch)))
          (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
          (br_if $tap (i32.lt_u (local.get $weight) (local.get $end))))
        ;; The first byte of each of the eight numbers.
        (v128.store64_lane 0 (i32.add (local.get $to) (local.get $i))
          (i8x16.shuffle 0 4 8 12 16 20 24 28 0 0 0 0 0 0 0 0
            (i32x4.trunc_sat_f32x4_u (local.get $sum)) (i32x4.trunc_sat_f32x4_u (local.get $sum2))))
        (local.set $i (i32.add (local.get $i) (i32.const 8)))
        (br_if $eight (i32.lt_u (local.get $i) (local.get $stride))))
      (local.set $weights (local.get $end))
      (local.set $start (i32.add (local.get $start) (i32.const 4)))
      (local.set $to (i32.add (local.get $to) (local.get $stride)))
      (local.set $height (i32.sub (local.get $height) (i32.const 1)))
      (br_if $row (local.get $height))))

  ;; $count bytes at $from become as many floats at $to: 0 becomes $low, 255 becomes $low + $span.
  (func (export "toInput")
    (param $from i32) (param $count i32) (param $low f32) (param $span f32) (param $to i32)
    (local $end i32) (local $lows v128) (local $spans v128)
    (local.set $end (i32.add (local.get $from) (local.get $count)))
    (local.set $lows (f32x4.splat (local.get $low)))
    (local.set $spans (f32x4.splat (local.get $span)))
    (loop $four
      (v128.store (local.get $to) (f32x4.add (local.get $lows) (f32x4.mul (local.get $spans)
        (f32x4.div (f32x4.convert_i32x4_u (i32x4.extend_low_i16x8_u
        (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $from))))) (v128.const f32x4 255 255 255 255)))))
      (local.set $from (i32.add (local.get $from) (i32.const 4)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (br_if $four (i32.lt_u (local.get $from) (local.get $end)))))

  ;; $count bytes at $from become as many floats at $to.
  (func $toFloats (param $from i32) (param $count i32) (param $to i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $from) (local.get $count)))
    (loop $four
      (v128.store (local.get $to) (f32x4.convert_i32x4_u (i32x4.extend_low_i16x8_u
        (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $from))))))
      (local.set $from (i32.add (local.get $from) (i32.const 4)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (br_if $four (i32.lt_u (local.get $from) (local.get $end))))))
